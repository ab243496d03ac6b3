"""Addresses of tests: taking them, the item bank, setting them, and the questions after the end."""

from django.urls import path

from piawai.web.quizzes import bank, feedback, organiser, taking

urlpatterns = [
    path("tes/", taking.quizzes, name="quizzes"),
    path("tes/mulai/<int:number>/", taking.quiz, name="quiz"),
    path("tes/<slug:code>/<int:number>/", taking.quiz_question, name="quiz_question"),
    path("tes/<slug:code>/periksa/", taking.quiz_check, name="quiz_check"),
    path("tes/<slug:code>/hasil/", taking.quiz_result, name="quiz_result"),
    path("tanggapan/<slug:code>/", feedback.give, name="feedback"),
    path("bank-soal/", bank.items, name="items"),
    path("bank-soal/baru/", bank.item_new, name="item_new"),
    path("bank-soal/<slug:code>/", bank.item, name="item"),
    path("bank-soal/<slug:code>/terbit/", bank.item_publish, name="item_publish"),
    path("hasil-pelatihan/<path:code>/", organiser.session_results, name="session_results"),
]
