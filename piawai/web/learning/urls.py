"""Addresses of the catalogue, of getting into sessions, and of the calendar."""

from django.urls import path

from piawai.web.learning import calendars, enrolments, joining, sessions, views

urlpatterns = [
    path("katalog/", views.catalogue, name="catalogue"),
    path("katalog/<path:code>/", views.session, name="session"),
    path("angkatan/peserta/<path:code>/", joining.session_people, name="session_people"),
    path("angkatan/minta/<path:code>/", joining.session_ask, name="session_ask"),
    path("angkatan/usulkan/<path:code>/", joining.session_nominate, name="session_nominate"),
    path("angkatan/panggil/<path:code>/", joining.session_invite, name="session_invite"),
    path("angkatan/jawaban/<path:code>/", joining.session_answers, name="session_answers"),
    path("angkatan/rencana/<path:code>/", joining.session_invite_planned, name="session_invite_planned"),
    path("angkatan/buka/<path:code>/", sessions.session_open, name="session_open"),
    path("angkatan/jadwal/<path:code>/", sessions.session_meetings, name="session_meetings"),
    path("angkatan/batalkan/<path:code>/", sessions.session_cancel, name="session_cancel"),
    path("pelatihan-saya/", enrolments.my_learning, name="my_learning"),
    path("pendaftaran/", enrolments.enrolments_waiting, name="enrolments_waiting"),
    path("pendaftaran/<slug:code>/", enrolments.enrolment, name="enrolment"),
    path("pendaftaran/<slug:code>/terima/", enrolments.enrolment_accept, name="enrolment_accept"),
    path("pendaftaran/<slug:code>/berhalangan/", enrolments.enrolment_decline, name="enrolment_decline"),
    path("pendaftaran/<slug:code>/setujui/", enrolments.enrolment_approve, name="enrolment_approve"),
    path("pendaftaran/<slug:code>/tolak/", enrolments.enrolment_refuse, name="enrolment_refuse"),
    path("pendaftaran/<slug:code>/batalkan/", enrolments.enrolment_cancel, name="enrolment_cancel"),
    path("pendaftaran/<slug:code>/ganti/", enrolments.enrolment_substitute, name="enrolment_substitute"),
    path("kalender/", calendars.calendar, name="calendar"),
    path("kalender/langganan/", calendars.calendar_feed, name="calendar_feed"),
    path("kalender/langganan/akhiri/", calendars.calendar_feed_end, name="calendar_feed_end"),
    path("kalender/<slug:secret>.ics", calendars.calendar_file, name="calendar_file"),
]
